import {
  ActionIcon,
  Avatar,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  SegmentedControl,
  Skeleton,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import i18next from 'i18next';

const bond: MantineColorsTuple = [
  '#effaf8',
  '#d8f1ec',
  '#b0e2d9',
  '#7fcdc0',
  '#4fb3a5',
  '#2f998b',
  '#1b8073',
  '#13695f',
  '#11544d',
  '#0f4540',
];
const dark: MantineColorsTuple = [
  '#dfe4e8',
  '#b8c0c8',
  '#98a2ac',
  '#6b7680',
  '#3d4650',
  '#2d353d',
  '#232a31',
  '#1a2026',
  '#13181d',
  '#0e1216',
];
const gray: MantineColorsTuple = [
  '#f7f9f9',
  '#eff2f3',
  '#e4e9eb',
  '#d5dcdf',
  '#bcc6ca',
  '#93a0a6',
  '#66747b',
  '#475359',
  '#2f393e',
  '#1c2427',
];

/** Enter takes the first that is found. A function, so that the words are in the language of the moment. */
const foundByTyping = () => ({ selectFirstOptionOnChange: true, nothingFoundMessage: i18next.t('commands.nothing') });

export const theme = createTheme({
  colors: { bond, dark, gray },
  primaryColor: 'bond',
  primaryShade: { light: 6, dark: 6 },
  black: '#1a2327',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: '"Persian words", ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
  headings: { fontFamily: 'var(--font)', fontWeight: '650' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.1875rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '11px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A function, so that the word is in the language of the moment.
    CloseButton: { defaultProps: () => ({ 'aria-label': i18next.t('action.close') }) },
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
    Avatar: Avatar.extend({ defaultProps: { radius: 'xl' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } }),
    Button: Button.extend({ defaultProps: { size: 'xs', fw: 550 } }),
    Drawer: Drawer.extend({
      defaultProps: { transitionProps: { duration: 120 } },
      styles: { title: { fontWeight: 640, fontSize: '1rem' }, inner: { top: 'var(--offers-end, 0px)' } },
    }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        transitionProps: { duration: 90 },
        position: 'bottom-end',
        // What would take the focus first is no menu item, and a screen reader must not meet it there.
        withInitialFocusPlaceholder: false,
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        yOffset: 'max(5dvh, var(--offers-end, 0px))',
        transitionProps: { duration: 120, transition: 'pop' },
      },
      styles: { title: { fontWeight: 640, fontSize: '1rem' } },
    }),
    MultiSelect: { defaultProps: foundByTyping },
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 120 } }),
    Select: { defaultProps: foundByTyping },
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    TagsInput: { defaultProps: { placeholder: ' ' } },
    Tabs: Tabs.extend({ defaultProps: { variant: 'default' } }),
    // Each field turns to the direction of what is written in it. The property `dir` would only turn its frame.
    // Without a hint it is never known to be empty, and would stand at the left until something is written (theme.css).
    Textarea: Textarea.extend({ defaultProps: { attributes: { input: { dir: 'auto' } }, placeholder: ' ' } }),
    TextInput: TextInput.extend({ defaultProps: { attributes: { input: { dir: 'auto' } }, placeholder: ' ' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, transitionProps: { duration: 90 }, fz: 'xs' } }),
  },
});

/** Mantine's own dimmed text, placeholder and white on red are too faint for AA; the rest are the surfaces of this console. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5a676e',
    '--mantine-color-placeholder': '#66747b',
    '--mantine-color-error': '#c22f2f',
    '--mantine-color-red-filled': 'var(--mantine-color-red-8)',
    '--mantine-color-red-filled-hover': 'var(--mantine-color-red-9)',
    '--surface-rail': '#0f2f2c',
    '--surface-side': '#f7f9f9',
    '--surface-raised': '#ffffff',
    '--surface-hover': '#eff3f3',
    '--surface-picked': '#e2f3f0',
    '--line': '#e4e9eb',
    '--bubble-in': '#f0f3f4',
    '--bubble-out': '#def2ee',
    '--bubble-note': '#fdf3d7',
    '--line-note': '#ecd48b',
    '--text-note': '#6b4e00',
    '--text-near': '#8a5300',
    '--text-over': '#b42318',
    '--text-good': '#11695f',
  },
  dark: {
    '--mantine-color-body': '#171c21',
    '--mantine-color-dimmed': '#9aa6af',
    '--mantine-color-placeholder': '#8a96a0',
    '--mantine-color-error': '#ff8f87',
    '--mantine-color-red-filled': 'var(--mantine-color-red-8)',
    '--mantine-color-red-filled-hover': 'var(--mantine-color-red-9)',
    // Mantine's own are white but for a breath, whatever the colour.
    '--mantine-color-red-light-color': '#ff8f87',
    '--mantine-color-bond-light-color': '#7fcdc0',
    '--surface-rail': '#0e1417',
    '--surface-side': '#1b2127',
    '--surface-raised': '#1f262d',
    '--surface-hover': '#262e36',
    '--surface-picked': '#17393a',
    '--line': '#2c353d',
    '--bubble-in': '#262e36',
    '--bubble-out': '#164641',
    '--bubble-note': '#3c3213',
    '--line-note': '#6b5820',
    '--text-note': '#f0d68a',
    '--text-near': '#f3bd62',
    '--text-over': '#ff8f87',
    '--text-good': '#5fd0bf',
  },
});
